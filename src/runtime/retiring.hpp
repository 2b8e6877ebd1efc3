#pragma once

#include "baton/core/result.hpp"
#include "baton/ports/clock.hpp"
#include "baton/ports/store.hpp"
#include "runtime/catalog.hpp"

#include <boost/asio/awaitable.hpp>
#include <string>

// Switching workflows off and on. Who did it last is kept beside the templates.
namespace baton::runtime {

// Nothing starts by it any more; runs that are open go on.
boost::asio::awaitable<core::Result<ports::TemplateRow>> retire(ports::Store& store,
                                                                Catalog& catalog,
                                                                ports::Clock& clock,
                                                                std::string name,
                                                                core::Actor actor);
// Makes a version active: the newest, or `version` when it is not 0.
boost::asio::awaitable<core::Result<ports::TemplateRow>> enable(ports::Store& store,
                                                                Catalog& catalog, std::string name,
                                                                int version, core::Actor actor);

// Why a file's text is not published: somebody has retired its workflow, and only a person takes
// that back.
core::Error refused_as_retired(const std::string& name);

}  // namespace baton::runtime
