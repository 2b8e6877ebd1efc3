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

// Thrown through yaml-cpp, which has no other way to be stopped; caught in read().
struct Stop {
  Fault fault;
};

// The text for yaml-cpp: of the same length, so that offsets stay what they are, and with a line
// break at its end. What yaml-cpp would misread is shown to it as another character.
std::string prepared(std::string_view text);
// A text that yaml-cpp hands back, with those characters as they were.
std::string restored(std::string text);

// Makes the tree from yaml-cpp's events. Being told of every value before yaml-cpp goes into it, it
// stops a document that is too deep before yaml-cpp's own recursion gets there.
class Builder final : public YAML::EventHandler {
 public:
  // `source` and `options` outlive it.
  Builder(const Source& source, const Options& options) : source_(source), options_(options) {}

  NodePtr root() const { return root_; }

  // After the last event: an anchor that nothing names is most often a `&` that should have been
  // quoted.
  void check_anchors() const;

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
  struct Level {
    std::shared_ptr<Node> node;
    NodePtr key{};  // of a map: the key whose value comes next
    YAML::anchor_t anchor = 0;
    std::unordered_map<std::string, std::size_t> keys{};  // of a map: key -> offset
  };
  struct Anchor {
    NodePtr node{};  // null while the value is still being read
    std::string name{};
    std::size_t offset = 0;
    bool used = false;
  };

  std::size_t byte(const YAML::Mark& mark) const;
  void charge(std::size_t nodes, std::size_t offset);
  std::shared_ptr<Node> make(Node::Kind kind, std::size_t offset);
  // Where the value itself begins: past its anchor. A tag stops the document.
  std::size_t begin(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) const;
  std::size_t skip_space(std::size_t at) const;
  Node::Style style_at(std::size_t offset, const std::string& tag) const;
  void check_scalar(Node& node) const;
  // Columns before the innermost collection that is written in lines; -1 when there is none.
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
