#include "store/sqlite/run_words.hpp"

#include "baton/core/text.hpp"
#include "store/record/rules.hpp"

#include <vector>

namespace baton::store {
namespace {

// The words as the index takes them apart again: with a space between two.
std::string joined(std::string_view title, std::string_view key, std::string_view workflow) {
  return core::join(words_of_run(title, key, workflow), " ");
}

}  // namespace

void RunWords::inserted(const ports::RunRow& run) {
  // Ids only grow, but two runs of one transaction may be saved in the other order.
  if (has(run.id)) return renamed(run);
  if (++head_.words_missing >= kRunsAtOnce) add_missing();
}

void RunWords::forget(core::RunId run, std::string_view title, std::string_view key,
                      std::string_view workflow) {
  if (has(run)) {
    delete_.run(run, joined(title, key, workflow));
  } else {
    --head_.words_missing;
  }
}

void RunWords::renamed(const ports::RunRow& run) {
  if (has(run.id)) {
    add_.run(run.id, joined(run.title, run.key, run.workflow));
  } else {
    ++head_.words_missing;
  }
}

void RunWords::add_missing() {
  for (auto use = missing_.with(head_.words_to, kRunsAtOnce); use.next();) {
    const core::RunId run(use.integer(0));
    add_.run(run, joined(use.text(1), use.text(2), use.text(3)));
    head_.words_to = run;
    --head_.words_missing;
  }
}

}  // namespace baton::store
