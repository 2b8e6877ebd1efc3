#pragma once

#include "baton/core/json.hpp"
#include "baton/plugin/connector_abi.h"

#include <string>

namespace baton::plugin {

// A library behind the C interface, loaded into this process and never unloaded. Its functions are
// called as connector_abi.h says.
class Library {
 public:
  // Loads it. If that fails, problem() says why.
  explicit Library(const std::string& path);

  // Why it cannot be used; empty if it can.
  const std::string& problem() const { return problem_; }
  // Its functions; only while there is no problem.
  const baton_connector_functions& functions() const { return *functions_; }
  // Its description; null if its text is no JSON.
  core::Json description() const;

 private:
  std::string problem_{};
  const baton_connector_functions* functions_ = nullptr;
};

}  // namespace baton::plugin
