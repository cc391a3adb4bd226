// The pages that the server has.
#pragma once

#include <span>

#include "server/page.h"

namespace ponder {

std::span<const Page> Pages();

}  // namespace ponder
