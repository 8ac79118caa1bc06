"""Addresses of the figures as files, on the public host."""

from django.urls import path

from tenants.statistics import pages

urlpatterns = [
    path("statistics/figures.csv", pages.figures, {"form": "csv"}, name="statistics_csv"),
    path("statistics/figures.xlsx", pages.figures, {"form": "xlsx"}, name="statistics_xlsx"),
]
