// Stored rows: a journal, as text in the store, becomes transitions and they become a run. A
// transition is the same when it is written and read again, and a journal replays to the same run
// twice.
#include "baton/core/transition.hpp"
#include "baton/engine/decide.hpp"
#include "fuzz/fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace baton;
  using fuzz::hold;
  const auto rows = core::parse_json(fuzz::text_of(data, size));
  if (!rows) return 0;
  std::vector<core::Transition> transitions;
  const auto read = [&transitions](const core::Json& json) {
    auto transition = core::transition_from_json(json);
    if (!transition) {
      hold(!transition.error().message.empty(), "a refusal says why");
      return;
    }
    const core::Json written = core::to_json(*transition);
    const auto again = core::transition_from_json(written);
    hold(again.has_value() && core::to_json(*again) == written,
         "a transition reads what it writes");
    std::string text;
    core::append(text, *transition);
    const auto parsed = core::parse_json(text, {1'000, false});
    hold(parsed.has_value() && *parsed == written, "its text is the same");
    hold(core::transition_name(*transition) == core::text_at(json, "is"),
         "its name is what it was called");
    transitions.push_back(*std::move(transition));
  };
  if (rows->is_array()) {
    for (const auto& row : *rows) read(row);
  } else {
    read(*rows);
  }
  const core::Time at(std::chrono::seconds(1'700'000'000));
  const std::vector<std::pair<core::Time, std::vector<core::Transition>>> journal{
      {at, transitions}};
  const core::Run run = engine::replay(core::RunId(1), {}, journal);
  hold(run.revision() == static_cast<std::int64_t>(transitions.size()),
       "a revision is a transition");
  hold(engine::replay(core::RunId(1), {}, journal).view() == run.view(),
       "a journal replays to the same run");
  return 0;
}
