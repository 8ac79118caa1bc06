"""Places are joined as far as needed and no further, by one tree for every figure."""

from tenants.statistics import clusters
from tenants.statistics.clusters import COUNTY, PREFECTURE


def grouped(places, *standing):
    """Return the clusters, each as the places that it holds, and whether the province is shown."""
    found, shown = clusters.grouped(places, standing, least=5)
    return [[code for code in places if one.holds(code)] for one in sorted(found)], shown


def test_regions_are_nodes_of_the_tree():
    county, prefecture = clusters.of("522702", COUNTY), clusters.of("522702", PREFECTURE)

    assert (county.first, county.last) == ("522702", "522702")
    assert (prefecture.first, prefecture.last) == ("522700", "522799")
    assert clusters.of("522702", clusters.PROVINCE).last == "529999"
    assert clusters.of("522702", clusters.COUNTRY).last == "999999"


def test_a_place_that_is_safe_stays_alone():
    assert grouped({"522702": {"F": 5}, "522703": {"F": 9}}) == ([], True)


def test_a_small_place_is_joined_with_its_neighbour_in_the_tree():
    places = {"522702": {"F": 4}, "522703": {"F": 9}, "522704": {"F": 9}}

    assert grouped(places) == ([["522702", "522703"]], True)


def test_two_small_places_that_are_small_together_are_joined_with_more():
    places = {"522702": {"F": 2}, "522703": {"F": 2}, "522704": {"F": 9}, "522799": {"F": 9}}

    assert grouped(places) == ([["522702", "522703", "522704"]], True)


def test_a_place_that_is_alone_in_its_province_hides_the_province():
    assert grouped({"522702": {"F": 4}}) == ([], False)


def test_a_cluster_never_shrinks():
    places = {"522702": {"F": 9}, "522703": {"F": 9}}

    assert grouped(places, clusters.of("522702", 1)) == ([["522702", "522703"]], True)


def test_a_cluster_that_became_small_grows():
    places = {"522702": {"F": 2}, "522703": {"F": 1}, "522704": {"F": 9}}

    assert grouped(places, clusters.of("522702", 1)) == ([list(places)], True)


def test_clusters_of_a_hidden_province_are_kept():
    standing = clusters.of("522702", PREFECTURE)

    assert clusters.grouped({"522702": {"F": 1}}, [standing], least=5) == ({standing}, False)


def test_nobody_is_not_small_and_five_are_enough():
    assert clusters.safe({"F": 0, "M": 5}, least=5)
    assert not clusters.safe({"F": 1, "M": 5}, least=5)
    assert not clusters.safe({"F": 4, "M": 5}, least=5)
