#pragma once

#include "baton/ports/tx.hpp"

#include <exception>
#include <functional>

namespace baton::store {

// One submit_read(), on its way to a reader.
struct Read {
  std::function<void(ports::Queries&)> part;
  std::function<void(std::exception_ptr)> done;
};

}  // namespace baton::store
