"""Addresses of projects on a tenant's host."""

from django.urls import path

from core.projects import pages

urlpatterns = [path("projects/ledger.xlsx", pages.ledger_workbook, name="project_ledger")]
