// Values of Python: they are compared, hashed, copied and pickled. What a value consists of is said once, by Members.
#pragma once

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "python/src/bindings.hpp"

namespace zns::python {

// Specialised for each: `static auto of(T& value)` ties what it consists of.
template <class T>
struct Members;

// A value in terms of Python's own immutable ones, and back. Unpacking throws py::cast_error, or an error of Python.
template <class T>
struct Pack {
  static py::object pack(const T& value) {
    if constexpr (std::is_enum_v<T>) {
      return py::int_(static_cast<std::uint64_t>(value));
    } else if constexpr (std::is_arithmetic_v<T> || std::is_same_v<T, std::string>) {
      return py::cast(value);
    } else if constexpr (std::is_base_of_v<py::object, T>) {
      return value;
    } else {
      return pack_members(
          Members<T>::of(const_cast<T&>(value)));  // NOLINT(cppcoreguidelines-pro-type-const-cast): it is read
    }
  }

  static T unpack(const py::handle& from) {
    if constexpr (std::is_enum_v<T>) {
      return static_cast<T>(from.cast<std::uint64_t>());
    } else if constexpr (std::is_arithmetic_v<T> || std::is_same_v<T, std::string>) {
      return from.cast<T>();
    } else if constexpr (std::is_base_of_v<py::object, T>) {
      return from.cast<T>();
    } else {
      T value{};
      unpack_members(Members<T>::of(value), from.cast<py::tuple>());
      return value;
    }
  }

 private:
  template <class... Each>
  static py::object pack_members(const std::tuple<Each&...>& all) {
    return std::apply(
        [](auto&... each) -> py::object { return py::make_tuple(Pack<std::decay_t<decltype(each)>>::pack(each)...); },
        all);
  }
  template <class... Each>
  static void unpack_members(const std::tuple<Each&...>& all, const py::tuple& from) {
    if (from.size() != sizeof...(Each)) throw py::value_error("that was pickled by another version of znspec");
    std::size_t i = 0;
    std::apply([&](auto&... each) { ((each = Pack<std::decay_t<decltype(each)>>::unpack(from[i++])), ...); }, all);
  }
};

template <class T>
struct Pack<std::optional<T>> {
  static py::object pack(const std::optional<T>& value) {
    if (!value) return py::none();
    return py::make_tuple(Pack<T>::pack(*value));
  }
  static std::optional<T> unpack(const py::handle& from) {
    if (from.is_none()) return std::nullopt;
    return Pack<T>::unpack(from.cast<py::tuple>()[0]);
  }
};

template <class T>
struct Pack<std::vector<T>> {
  static py::object pack(const std::vector<T>& values) {
    py::tuple all(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) all[i] = Pack<T>::pack(values[i]);
    return all;
  }
  static std::vector<T> unpack(const py::handle& from) {
    std::vector<T> values;
    for (const py::handle each : from.cast<py::tuple>()) values.push_back(Pack<T>::unpack(each));
    return values;
  }
};

template <class T, std::size_t N>
struct Pack<std::array<T, N>> {
  static py::object pack(const std::array<T, N>& values) {
    return Pack<std::vector<T>>::pack({values.begin(), values.end()});
  }
  static std::array<T, N> unpack(const py::handle& from) {
    const auto given = Pack<std::vector<T>>::unpack(from);
    if (given.size() != N) throw py::value_error("that was pickled by another version of znspec");
    std::array<T, N> values{};
    std::copy(given.begin(), given.end(), values.begin());
    return values;
  }
};

template <class K, class T>
struct Pack<std::map<K, T>> {
  static py::object pack(const std::map<K, T>& values) {
    py::tuple all(values.size());
    std::size_t i = 0;
    for (const auto& [key, value] : values) all[i++] = py::make_tuple(Pack<K>::pack(key), Pack<T>::pack(value));
    return all;
  }
  static std::map<K, T> unpack(const py::handle& from) {
    std::map<K, T> values;
    for (const py::handle each : from.cast<py::tuple>()) {
      const auto pair = each.cast<py::tuple>();
      values.emplace(Pack<K>::unpack(pair[0]), Pack<T>::unpack(pair[1]));
    }
    return values;
  }
};

// No value changes: a copy is the value itself.
template <class Class>
void define_copies(Class& c) {
  c.def("__copy__", [](py::object self) { return self; });
  c.def("__deepcopy__", [](py::object self, const py::dict&) { return self; });
}

template <class T, class Class>
void define_pickle(Class& c) {
  define_copies(c);
  c.def(py::pickle([](const T& value) { return py::make_tuple(Pack<T>::pack(value)); },
                   [](const py::tuple& state) { return Pack<T>::unpack(state[0]); }));
}

template <class T, class Class>
void define_hash(Class& c) {
  c.def("__hash__", [](const T& value) { return py::hash(Pack<T>::pack(value)); });
}

template <class T, class Class>
void define_value(Class& c) {
  define_pickle<T>(c);
  c.def("__eq__", [](const T& a, const py::object& b) {
    return py::isinstance<T>(b) && Pack<T>::pack(a).equal(Pack<T>::pack(b.template cast<const T&>()));
  });
  define_hash<T>(c);
}

// A row of a table: its id says all. `find` gives null for an id that is not there.
template <class T, class Class, class Find>
void define_row(Class& c, Find find) {
  define_copies(c);
  c.def("__eq__",
        [](const T& a, const py::object& b) { return py::isinstance<T>(b) && b.cast<const T&>().id == a.id; });
  c.def("__hash__", [](const T& row) { return py::hash(py::str(std::string{row.id})); });
  c.def(py::pickle([](const T& row) { return py::make_tuple(std::string{row.id}); },
                   [find](const py::tuple& state) {
                     const auto id = state[0].cast<std::string>();
                     if (const T* found = find(id)) return *found;
                     throw py::value_error("this version of znspec has no '" + id + "'");
                   }));
}

}  // namespace zns::python
