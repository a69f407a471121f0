"""The extra pages, one file a subject; each view takes a visit and answers. `ROUTES`: address → view."""

from __future__ import annotations

from open_data.portal.pages import (
    addresses,
    datasets,
    figures,
    helping,
    home,
    money,
    my_help,
    needs,
    notices,
    places,
    pledge,
    press,
    projects,
    releases,
    report,
    rules,
    search,
    sign_in,
    status,
    texts,
    timeline,
    villages,
)
from open_data.portal.visit import View

ROUTES: tuple[tuple[str, View], ...] = (
    *home.ROUTES,
    *figures.ROUTES,
    *money.ROUTES,
    *places.ROUTES,
    *projects.ROUTES,
    *needs.ROUTES,
    *helping.ROUTES,
    *pledge.ROUTES,
    *my_help.ROUTES,
    *villages.ROUTES,
    *timeline.ROUTES,
    *notices.ROUTES,
    *press.ROUTES,
    *datasets.ROUTES,
    *releases.ROUTES,
    *rules.ROUTES,
    *report.ROUTES,
    *search.ROUTES,
    *sign_in.ROUTES,
    *status.ROUTES,
    *texts.ROUTES,
    *addresses.ROUTES,
)
