#include "cel/expression_impl.hpp"

#include <algorithm>
#include <utility>

namespace baton::cel {
namespace {

// Collects the paths that a node reads. A path ends before a part that is computed, and what
// computes that part is walked on its own.
class Collector {
 public:
  std::vector<Path> paths;

  void walk(const Node& node) {
    if (node.kind == NodeKind::name || node.kind == NodeKind::select ||
        node.kind == NodeKind::index || node.kind == NodeKind::has) {
      Path path;
      bool open = true;
      if (chain(node, path, open)) paths.push_back(std::move(path));
      return;
    }
    for (const auto* part : node.parts) {
      if (part != nullptr) walk(*part);
    }
  }

 private:
  // Adds the parts of a chain of names, fields and indexes to `path`. False if it does not begin
  // with a name. `open` becomes false at the first part that is computed; no part is added then.
  bool chain(const Node& node, Path& path, bool& open) {
    switch (node.kind) {
      case NodeKind::name: path.push_back(node.text); return node.slot < 0;
      case NodeKind::select:
      case NodeKind::has: {
        const bool rooted = chain(*node.parts[0], path, open);
        if (rooted && open) path.push_back(node.text);
        return rooted;
      }
      case NodeKind::index: {
        const bool rooted = chain(*node.parts[0], path, open);
        const auto& key = *node.parts[1];
        if (!is_text_literal(key)) {
          walk(key);
          open = false;
        } else if (rooted && open) {
          path.emplace_back(key.value.as_string());
        }
        return rooted;
      }
      default: walk(node); return false;
    }
  }
};

}  // namespace

bool path_of(const Node& node, Path& path) {
  switch (node.kind) {
    case NodeKind::name: path.push_back(node.text); return node.slot < 0;
    case NodeKind::select:
      if (node.optional || !path_of(*node.parts[0], path)) return false;
      path.push_back(node.text);
      return true;
    case NodeKind::index:
      if (node.optional || !is_text_literal(*node.parts[1]) || !path_of(*node.parts[0], path))
        return false;
      path.emplace_back(node.parts[1]->value.as_string());
      return true;
    default: return false;
  }
}

std::vector<Path> shortest(std::vector<Path> paths) {
  std::sort(paths.begin(), paths.end());
  std::vector<Path> kept;
  for (auto& path : paths) {
    const bool covered = !kept.empty() && kept.back().size() <= path.size() &&
                         std::equal(kept.back().begin(), kept.back().end(), path.begin());
    if (!covered) kept.push_back(std::move(path));
  }
  return kept;
}

std::vector<Path> reads_of(const Node& node) {
  Collector collector;
  collector.walk(node);
  return shortest(std::move(collector.paths));
}

}  // namespace baton::cel
