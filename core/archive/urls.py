"""Addresses of the archive on a tenant's host."""

from django.urls import path

from core.archive import pages

urlpatterns = [path("people/<uuid:person>/archive/", pages.person, name="person_archive")]
