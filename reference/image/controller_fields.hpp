// What a controller consists of beside its shape, for Writer and Reader (codec.hpp): features, events, lists of
// changes.
#pragma once

#include "reference/device/controller/controller.hpp"
#include "reference/image/codec.hpp"

namespace zns::image {

void write(Writer& w, const FeatureValues& features);
void read(Reader& r, FeatureValues& features);

void write(Writer& w, const Controller& controller);
void read(Reader& r, Controller& controller);  // it keeps its shape

}  // namespace zns::image
