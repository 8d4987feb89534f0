using EdgeKd.Data;
using EdgeKd.Distillation.Features;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Tests.Peers;

/// <summary>Answers that are given to both sides: what their teachers say of an image is compared elsewhere, and takes long.</summary>
/// <param name="logits">Of the whole set, N×K; the caller's.</param>
/// <param name="pooled">Of the whole set, N×C; the caller's.</param>
internal sealed class KeptTeacher(Tensor logits, Tensor pooled) : ITeacher
{
    public int ClassCount => (int)logits.shape[1];

    public IReadOnlyDictionary<string, long[]> FeatureShapes { get; } = new Dictionary<string, long[]> { [FeatureHooks.Pooled] = pooled.shape[1..] };

    public TeacherOutput Forward(Batch batch)
    {
        using var places = tensor(batch.Indices);
        return new(logits.index_select(0, places), new Dictionary<string, Tensor> { [FeatureHooks.Pooled] = pooled.index_select(0, places) });
    }

    public void Dispose()
    {
    }
}
