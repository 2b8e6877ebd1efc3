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

// Finds who listens to an event: the runs that wait for it, and whether anybody listens to events
// of its type. Used on the store's thread only.
class Listeners {
 public:
  explicit Listeners(Catalog& catalog) : catalog_(catalog) {}

  // Some of the runs that may wait for an event.
  struct Page {
    std::vector<core::RunId> runs;  // in the order of their ids, each once
    bool last = true;               // true when there are no more behind them
  };
  // The runs behind `after` that may wait for an event of this type and content. The condition of
  // each wait is still to be evaluated. `seen` is the event as expressions see it.
  Page waiting(ports::Waits& tx, const std::string& type, const core::Json& seen,
               core::RunId after);
  // True when an active workflow starts from events of this type or waits for them, or when an open
  // run waits for them.
  bool hear(ports::Waits& tx, const std::string& type);
  // The same for the type of the transition's lifecycle event; false when it has none.
  bool hear(ports::Waits& tx, const core::Transition& transition);
  // A wait was opened, so that its run listens from now on.
  void opened(const ports::WaitRow& wait);

 private:
  // The paths by which waits for one type are found, by their text. The empty text stands for waits
  // that look at every event.
  using Paths = std::map<std::string, engine::IndexPath>;
  const Paths& paths(ports::Waits& tx, const std::string& type);

  enum class Heard : char { unknown, no, yes };

  Catalog& catalog_;
  // By event type. Paths are only added, since it does not matter if no wait has one any more.
  std::unordered_map<std::string, Paths> paths_;
  // Whether anybody listens to the lifecycle event of each kind of transition.
  std::array<Heard, std::variant_size_v<core::Transition>> heard_{};
  std::uint64_t generation_ = 0;  // of the catalog, for which `heard_` holds
};

}  // namespace baton::runtime
