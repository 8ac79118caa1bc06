"""Addresses for programs, on the public host."""

from django.urls import path

from tenants.clients import pages

urlpatterns = [path("oauth/token", pages.token, name="oauth_token")]
