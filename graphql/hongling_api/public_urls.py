"""Addresses of the public host."""

from django.urls import include, path

from hongling_api import failures
from hongling_api.views import PublicApi

urlpatterns = [
    path("graphql/", PublicApi.as_view(), name="graphql"),
    path("", include("core.access.urls")),
    path("", include("core.pages.urls")),
    path("", include("tenants.statistics.urls")),
    path("", include("tenants.clients.urls")),
]
handler400 = failures.bad_request
handler403 = failures.denied
handler404 = failures.not_found
handler500 = failures.failed
