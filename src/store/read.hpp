#pragma once

#include "baton/ports/tx.hpp"

#include <exception>
#include <functional>

namespace baton::store {

// A read that was submitted: the arguments of ports::Store::submit_read().
struct Read {
  std::function<void(ports::Queries&)> part;
  std::function<void(std::exception_ptr)> done;
};

}  // namespace baton::store
