#include "templates/partial_template.hpp"

namespace baton::templates {

namespace {

// How many runs may share a slot at most. A larger limit is hardly one.
constexpr int kSlotPlacesMax = 1'000;

}  // namespace

void read_concurrency(Reader& reader, const Cursor& cursor, core::Template& workflow) {
  const auto fields = reader.fields(cursor, kConcurrencyKeys);
  if (!fields) return;
  core::Concurrency concurrency;
  if (const auto key = fields->find("key"))
    concurrency.key =
        reader.condition(*key, {.scope = ScopeKind::context, .want = Site::Want::key});
  if (const auto limit = fields->find("limit"))
    concurrency.limit = reader.whole_number(*limit, 1, kSlotPlacesMax).value_or(concurrency.limit);
  if (const auto when_full = fields->find("when_full")) {
    if (const auto index =
            reader.one_of(*when_full, words::kWhenFull,
                          "queue lets the run wait, reject cancels it, replace cancels the oldest "
                          "one, and join lets the one that is under way count for both"))
      concurrency.when_full = static_cast<core::Concurrency::WhenFull>(*index);
  }
  workflow.concurrency = std::move(concurrency);
}

}  // namespace baton::templates
