#pragma once

#include "baton/core/ids.hpp"
#include "baton/core/json.hpp"
#include "baton/core/step_ref.hpp"
#include "http/api/page.hpp"

#include <optional>
#include <string>

namespace baton::http {

// The runs whose approvals or tasks a page leaves out.
using DamagedRuns = Damaged<core::RunId>;

// The text of a page of approvals or of tasks. `last`: as fill_page() returns it. `filter`: the
// list goes on behind what it begins behind, where the page ends at a damaged row.
template <class Row, class Filter>
std::string inbox_text(ListPage& page, const std::optional<Row>& last, const Filter& filter,
                       const DamagedRuns& damaged) {
  const auto id_of = [](core::RunId run, const core::StepRef& step) {
    return core::Json(run.text() + "." + step.key());
  };
  core::Json next;
  if (last) {
    next = id_of(last->run, last->step);
  } else if (damaged.full()) {
    next = id_of(filter.after, filter.after_step);
  }
  core::Json beside = core::Json::object();
  damaged.tell(beside);
  return page.text(next, beside);
}

}  // namespace baton::http
