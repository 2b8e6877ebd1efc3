#pragma once

#include "baton/formats/yaml.hpp"
#include "formats/yaml/fault.hpp"

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>
#include <yaml-cpp/eventhandler.h>

namespace baton::formats::yaml {

// Stops a document. It is thrown through yaml-cpp, which has no other way to be stopped, and caught
// in read().
struct Stop {
  Fault fault;
};

// The text as yaml-cpp gets it. Characters that yaml-cpp would misread are replaced by another one
// of the same length, so that offsets stay the same, and a line break at the end is added if there
// is none.
std::string prepared(std::string_view text);
// A text that came back from yaml-cpp, with the replaced characters as they were.
std::string restored(std::string text);

// Makes the tree from yaml-cpp's events. It hears of every list and map before yaml-cpp reads what
// is inside, so that it stops a document that is too deep before yaml-cpp's recursion gets there.
class Builder final : public YAML::EventHandler {
 public:
  // `source` and `options` outlive it.
  Builder(const Source& source, const Options& options) : source_(source), options_(options) {}

  NodePtr root() const { return root_; }

  // The anchors that no alias names; each is most often a `&` that should have been quoted. Called
  // after the last event.
  std::vector<Fault> unused_anchors() const;

  void OnDocumentStart(const YAML::Mark& mark) override;
  void OnDocumentEnd() override {}
  void OnAnchor(const YAML::Mark& mark, const std::string& name) override;
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override;
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override;
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override;
  void OnMapEnd() override { close(); }

 private:
  // A list or map that is being read.
  struct Level {
    std::shared_ptr<Node> node;
    // Of a map: the key whose value comes next.
    NodePtr key{};
    YAML::anchor_t anchor = 0;
    // Of a map: where each of its keys stands.
    std::unordered_map<std::string, std::size_t> keys{};
  };
  struct Anchor {
    // Null while the value is being read.
    NodePtr node{};
    std::string name{};
    std::size_t offset = 0;
    bool used = false;
  };

  std::size_t byte(const YAML::Mark& mark) const;
  void charge(std::size_t nodes, std::size_t offset);
  std::shared_ptr<Node> make(Node::Kind kind, std::size_t offset);
  // The offset at which the value itself begins, behind its anchor. A tag stops the document.
  std::size_t begin(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) const;
  std::size_t skip_space(std::size_t at) const;
  Node::Style style_at(std::size_t offset, const std::string& tag) const;
  void check_scalar(Node& node) const;
  // True if what comes next is a key, which is a text whatever it looks like.
  bool key_comes() const;
  // The indentation of the innermost list or map in block style; -1 if there is none.
  long block_indent() const;
  void open(Node::Kind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
            YAML::EmitterStyle::value style);
  void close();
  void note_anchor(YAML::anchor_t anchor, const NodePtr& node, std::size_t offset);
  void attach(NodePtr node);
  void note_key(Level& level, NodePtr key) const;

  const Source& source_;
  const Options& options_;
  NodePtr root_;
  std::vector<Level> stack_;
  std::map<YAML::anchor_t, Anchor> anchors_;
  std::string anchor_name_;
  std::size_t nodes_ = 0;
  int documents_ = 0;
};

}  // namespace baton::formats::yaml
