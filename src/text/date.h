// Calendar dates in the forms that tasks ask for and models write.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ponder {

// The last date of the text as "MM/DD/YYYY", or nullopt. Reads MM/DD/YYYY (also with - or .),
// YYYY-MM-DD (also with / or .), "May 3, 2021", "3rd of May 2021" and the Korean order with year,
// month and day signs. Days that do not exist (02/30) are no dates. Linear.
std::optional<std::string> LastDate(std::string_view text);

// The first date, likewise.
std::optional<std::string> FirstDate(std::string_view text);

}  // namespace ponder
