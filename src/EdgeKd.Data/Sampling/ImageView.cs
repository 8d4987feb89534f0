namespace EdgeKd.Data.Sampling;

/// <summary>An image as an epoch shows it.</summary>
/// <param name="Index">Its position in the set.</param>
/// <param name="View">Which view of it: (augmentation seed, view, index) fixes the pixels.</param>
internal readonly record struct ImageView(int Index, int View);
