// GET /openapi.json: what the server has, for programs.
#pragma once

#include <span>

#include "server/page.h"

namespace ponder {

// Paths are made from the pages, options of methods and scorers from their lists.
Json OpenApiJson(std::span<const Page> pages);

}  // namespace ponder
