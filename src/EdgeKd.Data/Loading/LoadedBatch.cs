namespace EdgeKd.Data;

/// <summary>A batch before it becomes tensors.</summary>
/// <param name="Pixels">N×H×W×3 normalised values.</param>
/// <param name="Labels">N labels.</param>
/// <param name="Indices">N positions in the set.</param>
internal sealed record LoadedBatch(float[] Pixels, long[] Labels, int[] Indices);
