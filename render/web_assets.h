/*
 * web_assets.h: the files of a web page that are in the program: those of render/web/, and Leaflet.
 *
 * packaging/embed-web.sh makes the table when the program is built, from render/web/ and from Debian's libjs-leaflet. Scripts and
 * styles have their SHA-256 in base64, as a content security policy wants it.
 */
#ifndef BRANDPUNT_RENDER_WEB_ASSETS_H
#define BRANDPUNT_RENDER_WEB_ASSETS_H

#include <stddef.h>

typedef struct WebAsset {
    const char *name;   /* "page.html", "page.css", "page.js", "leaflet.css", "leaflet.js", "leaflet-licence" */
    const char *sha256; /* 44 characters */
    const unsigned char *bytes; /* ended by a 0 that is not counted */
    size_t size;
} WebAsset;

extern const WebAsset WEB_ASSETS[];
extern const size_t WEB_ASSET_COUNT;

#endif
