"""Addresses of a tenant's host."""

from django.urls import include, path

from hongling_api import failures
from hongling_api.views import TenantApi

urlpatterns = [
    path("graphql/", TenantApi.as_view(), name="graphql"),
    path("", include("core.access.urls")),
    path("", include("core.archive.urls")),
    path("", include("core.attachments.urls")),
    path("", include("core.credentials.urls")),
    path("", include("core.surveys.urls")),
    path("", include("core.pages.urls")),
    path("", include("core.projects.urls")),
]
handler400 = failures.bad_request
handler403 = failures.denied
handler404 = failures.not_found
handler500 = failures.failed
