"""Addresses of certificates on a tenant's host."""

from django.urls import path

from core.credentials import pages

urlpatterns = [
    path("credentials/<uuid:credential>/certificate.pdf", pages.sheet, name="credential_certificate"),
    path("c/<str:code>/", pages.public, name="credential_public"),
]
