// The orientation that a camera wrote beside a picture (CIPA DC-008, Exif 2.32, 4.6.4 A).
#pragma once

#include "../files/byte_view.h"
#include "picture.h"

namespace edgekd {

// The value of the first Orientation entry of a TIFF structure (II or MM onwards), 1 to 8; 1 where there is none or the
// structure is damaged.
int exif_orientation(ByteView tiff);

// Turns and mirrors a picture so that it stands upright.
Picture apply_orientation(Picture picture, int orientation);

}  // namespace edgekd
