namespace EdgeKd.Data;

/// <summary>A batch before it becomes tensors.</summary>
/// <param name="Pixels">N×H×W×3 normalised values.</param>
/// <param name="Labels">N labels.</param>
/// <param name="Indices">N positions in the set.</param>
/// <param name="View">Which view of the augmentation the images show.</param>
internal sealed record LoadedBatch(float[] Pixels, long[] Labels, int[] Indices, int View);
