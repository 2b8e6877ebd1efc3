#pragma once

#include "baton/core/transition.hpp"
#include "baton/engine/wait_index.hpp"
#include "baton/ports/store.hpp"
#include "runtime/catalog.hpp"

#include <array>
#include <map>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

namespace baton::runtime {

// Who is to be told of an event: the runs that wait for it, and whether there is anybody at all.
// Lives on the store's thread.
class Listeners {
 public:
  explicit Listeners(Catalog& catalog) : catalog_(catalog) {}

  struct Page {
    std::vector<core::RunId> runs;  // in their order, each once
    bool last = true;               // there are no more behind them
  };
  // Runs that may wait for this event, from behind `after`; the condition of each is still to be
  // asked.
  Page waiting(ports::Tx& tx, const std::string& type, const core::Json& seen, core::RunId after);
  // Whether a workflow starts from events of this type, or waits for them, or a run of any version
  // does.
  bool hear(ports::Tx& tx, const std::string& type);
  // The same for the lifecycle event of a transition.
  bool hear(ports::Tx& tx, const core::Transition& transition);
  void opened(const ports::WaitRow& wait);

 private:
  using Paths = std::map<std::string,
                         engine::IndexPath>;  // by their text; "" for the waits that have no index
  const Paths& paths(ports::Tx& tx, const std::string& type);

  enum class Heard : char { unknown, no, yes };

  Catalog& catalog_;
  std::unordered_map<std::string, Paths> paths_;  // by event type; only grows while in memory
  std::array<Heard, std::variant_size_v<core::Transition>> heard_{};
  std::uint64_t generation_ = 0;  // of the catalog, when `heard_` was found out
};

}  // namespace baton::runtime
