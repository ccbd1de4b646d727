/*
 * scene_file.h: a scene as a file on the configured paper. It knows a scene and a path, and nothing of where the scene came from.
 */
#ifndef BRANDPUNT_SRC_SCENE_FILE_H
#define BRANDPUNT_SRC_SCENE_FILE_H

#include "render/scene.h"
#include "src/config.h"

/* The ending says PDF, SVG or PNG; the file is there whole or not at all. */
bool scene_write(const Config *config, const Scene *scene, const char *path, Error *error) MUST_USE;

#endif
