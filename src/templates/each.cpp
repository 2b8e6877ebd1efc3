#include "templates/partial_template.hpp"
#include "templates/verbs/verb.hpp"

#include <string>
#include <utility>

namespace baton::templates {

void read_each(Reader& reader, const Reader::Fields& fields, core::Step& step) {
  const auto items = fields.find("each");
  for (const std::string_view key : {"parallel", "fail_fast"}) {
    const auto beside = fields.find(key);
    if (!beside || items) continue;
    reader.error_at_key("syntax/misplaced-key",
                        "\"" + std::string(key) + "\" has no meaning without \"each\"", *beside,
                        "add each: with the list that the step is done for");
  }
  if (!items) return;
  auto site = rendered_site(step);
  site.want = Site::Want::items;
  core::Each each{.items = reader.rendered(*items, std::move(site))};
  const auto& node = *items->node;
  const bool an_expression = node.kind == yaml::Node::Kind::string && holds_expression(node.text);
  if (!an_expression && !node.is_list() && !node.is_map())
    reader.wrong_type(*items, "a list or a map", "write each: \"${inputs.contacts}\"");
  const auto& written = each.items.value;
  if (written.is_structured() && written.empty())
    reader.warning("suspicious/never", "the step has no items, so that nothing is done", *items,
                   "write each: \"${inputs.contacts}\"");
  if (written.is_structured() && written.size() > core::kItemsMax)
    reader.error("limit/range",
                 "expected at most " + std::to_string(core::kItemsMax) + " items, got " +
                     std::to_string(written.size()),
                 *items, "a step with more has to be done by the connected system, in one call");
  if (const auto parallel = fields.find("parallel"))
    each.parallel = reader.whole_number(*parallel, 1, static_cast<int>(core::kItemsAtOnceMax))
                        .value_or(each.parallel);
  if (const auto fail_fast = fields.find("fail_fast")) each.fail_fast = reader.yes(*fail_fast);
  step.each = std::move(each);
}

}  // namespace baton::templates
