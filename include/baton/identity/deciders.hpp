#pragma once

#include "baton/core/actor.hpp"
#include "baton/core/finding.hpp"
#include "baton/core/run.hpp"
#include "baton/core/template.hpp"
#include "baton/identity/principal.hpp"

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <vector>

// Whether there are enough people to give an approval, and to do a task. Pure; any thread.
namespace baton::identity {

// Who may give an approval, of the people there are.
struct Deciders {
  // The names of those who have not agreed yet.
  std::vector<std::string> may{};
  // How many more people have to agree.
  std::size_t missing = 0;
  // Why too few people may give it, or only admins; empty when enough of them may.
  std::string problem{};
};

// `approval`: what is asked, and who has decided so far. `requester`: whoever caused its run.
// `people`: as principals() gives them; a person who is in it several times counts once.
Deciders deciders(const core::Approval& approval, const core::Actor& requester,
                  const std::vector<Principal>& people);

// Why nobody of the people there are may do a task, or only admins; empty when somebody else may.
std::string without_workers(const core::TaskRequested& request,
                            const std::vector<Principal>& people);

// Whom one row of a route asks.
struct RowAsks {
  // The name of the row.
  std::string row;
  // The group whose members are asked; may be empty.
  std::string group{};
  // The people who are asked; if there is no group either, the row names nobody.
  std::vector<std::string> users{};
  // How many of them must agree.
  int count = 1;
};
// The rows of routes, by the name of the route.
using AskedByRoutes = std::map<std::string, std::vector<RowAsks>, std::less<>>;

// A warning for each approval of a template that nobody may give of the people there are, or only
// admins, and for each task that nobody else may do. A step that finds whom it asks by a route has
// a warning for each of the route's rows, as far as `routes` has them.
core::Findings undecidable(const core::Template& workflow, const std::vector<Principal>& people,
                           const AskedByRoutes& routes = {});

}  // namespace baton::identity
