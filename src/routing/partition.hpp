#pragma once

#include "baton/routing/table.hpp"

#include <optional>
#include <string>
#include <vector>

// The values of a table's inputs, cut into pieces that no row tells apart. There are finitely many
// of them although there are endlessly many texts and numbers, so that what holds for each piece
// holds for all values. Pure; any thread.
namespace baton::routing {

// A piece of an input's values: one value, a stretch of numbers, or all texts that no row names.
struct Piece {
  // One value of it; null for the texts that no row names.
  core::Json sample{};
  // The bounds of a number; unset: there is none. `closed` says that the bound itself belongs to
  // the piece.
  std::optional<double> low{};
  bool low_closed = false;
  std::optional<double> high{};
  bool high_closed = false;
};

// The pieces of each input of a table, by the place of the input.
class Partition {
 public:
  explicit Partition(const Table& table);

  // A part of all combinations of values: for each input the pieces that belong to it.
  using Box = std::vector<std::vector<bool>>;

  // All combinations.
  Box everything() const;
  // Those that a row takes. One of its lists has no piece at all if the row takes nothing.
  Box box_of(const Row& row) const;
  // A box in words: "amount at least 10000 and below 50000, region \"EMEA\"". Inputs that may have
  // any value are left out; "anything" if all may.
  std::string words_of(const Box& box) const;

 private:
  struct Of {
    std::string name;
    Input input{};
    std::vector<Piece> pieces{};
  };

  std::vector<Of> inputs_;
};

// True if two boxes have a combination in common.
bool meet(const Partition::Box& left, const Partition::Box& right);
// What two boxes have in common.
Partition::Box common(const Partition::Box& left, const Partition::Box& right);
// Takes the combinations of `taken` out of all boxes, which stay disjoint. False if that would give
// more than `most` boxes; they must not be used then.
bool take_out(std::vector<Partition::Box>& boxes, const Partition::Box& taken, std::size_t most);

}  // namespace baton::routing
