"""Brandpunt in QGIS: a provider with one Processing algorithm for each command of the program."""


def classFactory(iface):
    from .plugin import BrandpuntPlugin

    return BrandpuntPlugin()
