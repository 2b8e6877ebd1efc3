#pragma once

#include "baton/core/result.hpp"
#include "baton/ports/clock.hpp"
#include "baton/ports/store.hpp"
#include "runtime/catalog.hpp"
#include "runtime/publishing.hpp"

#include <boost/asio/awaitable.hpp>
#include <string>
#include <string_view>
#include <vector>

// Switches workflows off and on. The store's settings keep who switched a workflow off, and when.
namespace baton::runtime {

// As Runtime::retire_template().
boost::asio::awaitable<core::Result<ports::TemplateRow>> retire(ports::Store& store,
                                                                Catalog& catalog,
                                                                ports::Clock& clock,
                                                                std::string name,
                                                                core::Actor actor);
// As Runtime::enable_template(). `armed` and `raised` must live until it has resumed.
boost::asio::awaitable<core::Result<ports::TemplateRow>> enable(
    ports::Store& store, PlanCache& plans, Catalog& catalog, ports::Clock& clock, std::string name,
    int version, core::Actor actor, std::vector<std::string> drop, const Armed& armed,
    const Raised& raised);

// The row of the audit for what somebody did to a version of a template, such as
// "templates.retire".
identity::AuditRow act_on_template(std::string_view act, const ports::TemplateRow& row,
                                   const core::Actor& actor);

// Errc::conflict for a file whose workflow somebody has retired. Only a person can take that back.
core::Error refused_as_retired(const std::string& name);

}  // namespace baton::runtime
