"""Invented people and vacancies, to try the platform with; removed by one command."""
