"""Addresses of surveys on a tenant's host."""

from django.urls import path

from core.surveys import views

urlpatterns = [path("s/<str:token>/", views.answer, name="survey_answer")]
