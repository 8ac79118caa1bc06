"""Addresses of the pages that every host has."""

from django.urls import path

from core.pages import views

urlpatterns = [path("", views.home, name="home")]
