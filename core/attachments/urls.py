"""Addresses of attachments on a tenant's host."""

from django.urls import path

from core.attachments import views

urlpatterns = [
    path("attachments/", views.upload, name="attachment_upload"),
    path("attachments/<uuid:attachment>/", views.download, name="attachment_download"),
]
