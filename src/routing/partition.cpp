#include "routing/partition.hpp"

#include "baton/core/text.hpp"
#include "routing/shown.hpp"

#include <algorithm>
#include <cmath>
#include <set>

namespace baton::routing {

namespace {

using core::Json;

// How many pieces of an input are named one by one in a message.
constexpr std::size_t kPiecesNamedMax = 4;

// The test of each row that asks something of an input.
std::vector<const Test*> tests_of(const Table& table, const std::string& name) {
  std::vector<const Test*> tests;
  for (const auto& row : table.rows())
    if (const auto found = row.tests.find(name); found != row.tests.end())
      tests.push_back(&found->second);
  return tests;
}

std::vector<Json> named_values(const std::vector<const Test*>& tests) {
  std::set<Json> values;
  for (const auto* test : tests) {
    values.insert(test->one_of.begin(), test->one_of.end());
    values.insert(test->none_of.begin(), test->none_of.end());
  }
  return {values.begin(), values.end()};
}

std::vector<Piece> pieces_of_values(const std::vector<Json>& values) {
  std::vector<Piece> pieces;
  for (const auto& value : values) pieces.push_back({value});
  return pieces;
}

// All numbers that a test names, as a value or as a bound.
std::set<double> named_numbers(const std::vector<const Test*>& tests) {
  std::set<double> numbers;
  for (const auto& value : named_values(tests)) numbers.insert(value.get<double>());
  for (const auto* test : tests)
    for (const auto& bound : {test->at_least, test->above, test->at_most, test->below})
      if (bound) numbers.insert(*bound);
  return numbers;
}

// A number between two bounds that are not in it; nullopt if there is none.
std::optional<double> between(std::optional<double> low, std::optional<double> high) {
  if (!low && !high) return 0;
  if (!low) return *high - std::max(1.0, std::abs(*high) / 2);
  if (!high) return *low + std::max(1.0, std::abs(*low) / 2);
  const auto middle = *low + (*high - *low) / 2;
  if (middle <= *low || middle >= *high) return std::nullopt;
  return middle;
}

// The numbers that are named, and the stretches between them.
std::vector<Piece> pieces_of_numbers(const Input& input, const std::vector<const Test*>& tests) {
  auto numbers = named_numbers(tests);
  if (input.min) {
    numbers.erase(numbers.begin(), numbers.lower_bound(*input.min));
    numbers.insert(*input.min);
  }
  if (input.max) {
    numbers.erase(numbers.upper_bound(*input.max), numbers.end());
    numbers.insert(*input.max);
  }
  std::vector<Piece> pieces;
  const auto stretch = [&pieces](std::optional<double> low, std::optional<double> high) {
    if (const auto sample = between(low, high))
      pieces.push_back({*sample, low, false, high, false});
  };
  std::optional<double> before;
  for (const auto number : numbers) {
    if (before || !input.min) stretch(before, number);
    pieces.push_back({number, number, true, number, true});
    before = number;
  }
  if (!before || !input.max) stretch(before, std::nullopt);
  return pieces;
}

// Whole numbers: each stretch begins with a number from which on a test answers otherwise.
std::vector<Piece> pieces_of_integers(const Input& input, const std::vector<const Test*>& tests) {
  std::set<double> begins;
  for (const auto& value : named_values(tests)) {
    begins.insert(value.get<double>());
    begins.insert(value.get<double>() + 1);
  }
  for (const auto* test : tests) {
    if (test->at_least) begins.insert(std::ceil(*test->at_least));
    if (test->below) begins.insert(std::ceil(*test->below));
    if (test->above) begins.insert(std::floor(*test->above) + 1);
    if (test->at_most) begins.insert(std::floor(*test->at_most) + 1);
  }
  std::optional<double> low;
  if (input.min) low = std::ceil(*input.min);
  std::optional<double> end;
  if (input.max) end = std::floor(*input.max) + 1;
  std::vector<Piece> pieces;
  const auto stretch = [&pieces](std::optional<double> from, std::optional<double> until) {
    if (from && until && *from >= *until) return;
    Piece piece;
    piece.sample = from ? *from : until ? *until - 1 : 0;
    piece.low = from;
    piece.low_closed = piece.high_closed = true;
    if (until) piece.high = *until - 1;
    pieces.push_back(std::move(piece));
  };
  for (const auto begin : begins) {
    if ((low && begin <= *low) || (end && begin >= *end)) continue;
    stretch(low, begin);
    low = begin;
  }
  stretch(low, end);
  return pieces;
}

std::vector<Piece> pieces_of(const Input& input, const std::vector<const Test*>& tests) {
  if (!input.allowed.empty()) return pieces_of_values(input.allowed);
  switch (input.type) {
    case Input::Type::boolean: return pieces_of_values({false, true});
    case Input::Type::number: return pieces_of_numbers(input, tests);
    case Input::Type::integer: return pieces_of_integers(input, tests);
    case Input::Type::string: break;
  }
  auto pieces = pieces_of_values(named_values(tests));
  pieces.push_back({});
  return pieces;
}

// The numbers from the first piece to the last, which follow one another.
std::string words_of_stretch(const Piece& first, const Piece& last) {
  if (first.low && last.high && *first.low == *last.high) return core::number_text(*first.low);
  std::vector<std::string> parts;
  if (first.low)
    parts.push_back((first.low_closed ? "at least " : "above ") + core::number_text(*first.low));
  if (last.high)
    parts.push_back((last.high_closed ? "at most " : "below ") + core::number_text(*last.high));
  return parts.empty() ? "any number" : core::join(parts, " and ");
}

bool is_stretch(const Piece& piece) { return piece.low || piece.high || piece.low_closed; }

std::string words_of_pieces(const std::vector<Piece>& pieces, const std::vector<bool>& chosen) {
  std::vector<std::string> words;
  for (std::size_t at = 0; at < pieces.size(); ++at) {
    if (!chosen[at]) continue;
    if (!is_stretch(pieces[at])) {
      words.push_back(pieces[at].sample.is_null()
                          ? "any other text"
                          : core::dump(core::with_plain_numbers(pieces[at].sample)));
      continue;
    }
    const auto first = at;
    while (at + 1 < pieces.size() && chosen[at + 1]) ++at;
    words.push_back(words_of_stretch(pieces[first], pieces[at]));
  }
  if (words.size() > kPiecesNamedMax) {
    words.resize(kPiecesNamedMax);
    words.emplace_back("…");
  }
  return core::any_of(words);
}

}  // namespace

Partition::Partition(const Table& table) {
  for (const auto& [name, input] : table.inputs())
    inputs_.push_back({name, input, pieces_of(input, tests_of(table, name))});
}

Partition::Box Partition::everything() const {
  Box box;
  for (const auto& of : inputs_) box.emplace_back(of.pieces.size(), true);
  return box;
}

Partition::Box Partition::box_of(const Row& row) const {
  auto box = everything();
  for (std::size_t at = 0; at < inputs_.size(); ++at) {
    const auto test = row.tests.find(inputs_[at].name);
    if (test == row.tests.end()) continue;
    for (std::size_t piece = 0; piece < box[at].size(); ++piece)
      box[at][piece] = test->second.passes(inputs_[at].pieces[piece].sample);
  }
  return box;
}

std::string Partition::words_of(const Box& box) const {
  std::vector<std::string> parts;
  for (std::size_t at = 0; at < inputs_.size(); ++at) {
    if (std::find(box[at].begin(), box[at].end(), false) == box[at].end()) continue;
    parts.push_back(inputs_[at].name + " " + words_of_pieces(inputs_[at].pieces, box[at]));
  }
  return parts.empty() ? "anything" : core::join(parts);
}

bool meet(const Partition::Box& left, const Partition::Box& right) {
  for (std::size_t at = 0; at < left.size(); ++at) {
    bool shared = false;
    for (std::size_t piece = 0; piece < left[at].size() && !shared; ++piece)
      shared = left[at][piece] && right[at][piece];
    if (!shared) return false;
  }
  return true;
}

Partition::Box common(const Partition::Box& left, const Partition::Box& right) {
  auto box = left;
  for (std::size_t at = 0; at < box.size(); ++at)
    for (std::size_t piece = 0; piece < box[at].size(); ++piece)
      box[at][piece] = box[at][piece] && right[at][piece];
  return box;
}

// What is left of a box is cut along one input after the other: for each input the pieces that are
// not taken, together with the taken pieces of all inputs before it.
bool take_out(std::vector<Partition::Box>& boxes, const Partition::Box& taken, std::size_t most) {
  std::vector<Partition::Box> left;
  for (auto& box : boxes) {
    if (!meet(box, taken)) {
      left.push_back(std::move(box));
    } else {
      const auto shared = common(box, taken);
      for (std::size_t at = 0; at < box.size(); ++at) {
        auto rest = box;
        bool any = false;
        for (std::size_t piece = 0; piece < box[at].size(); ++piece) {
          rest[at][piece] = box[at][piece] && !taken[at][piece];
          any = any || rest[at][piece];
        }
        if (any) left.push_back(std::move(rest));
        box[at] = shared[at];
      }
    }
    if (left.size() > most) return false;
  }
  boxes = std::move(left);
  return true;
}

}  // namespace baton::routing
