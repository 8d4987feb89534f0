using TorchSharp;

namespace EdgeKd.Data;

/// <summary>How a <see cref="BatchLoader"/> makes batches.</summary>
public sealed record BatchLoaderOptions
{
    /// <summary>Images a batch.</summary>
    public int BatchSize { get; init; } = 128;

    /// <summary>Whether the order is drawn anew for each epoch, from (<see cref="Seed"/>, epoch).</summary>
    public bool Shuffle { get; init; }

    /// <summary>How often each class is drawn; anything but <see cref="ClassSampling.Proportional"/> needs <see cref="Shuffle"/>.</summary>
    public ClassSampling ClassSampling { get; init; }

    /// <summary>Images in the buffer that a shuffled epoch's order is drawn through, shard by shard, so that neighbouring images are
    /// read together; 0: all images are permuted.</summary>
    public int ShuffleBuffer { get; init; }

    /// <summary>Images a shard: what <see cref="ShuffleBuffer"/> reads together. The set need not lie in shards.</summary>
    public int ShardSamples { get; init; } = 1000;

    /// <summary>Whether a last batch with fewer images is left out.</summary>
    public bool DropLast { get; init; }

    /// <summary>The seed of the order, and of the augmentation where <see cref="AugmentationSeed"/> is null.</summary>
    public long Seed { get; init; }

    /// <summary>The seed of the augmentation; null: <see cref="Seed"/>. An image's changes follow from
    /// (augmentation seed, view, index) alone, so loaders with different seeds of the order may share them.</summary>
    public long? AugmentationSeed { get; init; }

    /// <summary>Views of each image: drawn for the n-th time, from 0, it shows view n mod <see cref="Views"/>, so epoch e shows
    /// view e mod <see cref="Views"/> of images that come once an epoch; 0: every draw is a view of its own.</summary>
    public int Views { get; init; }

    /// <summary>Threads that load ahead; 0: the images are loaded on the caller's thread. Any number gives the same bytes.</summary>
    public int Threads { get; init; } = 2;

    /// <summary>Batches that may wait ready, and so the memory used.</summary>
    public int Prefetch { get; init; } = 4;

    /// <summary>Height and width of the images in the batch, in pixels; 0: those of the set.</summary>
    public int ImageSize { get; init; }

    /// <summary>The random changes; null: a centre crop alone.</summary>
    public AugmentationOptions? Augmentation { get; init; }

    /// <summary>The normalisation of the pixels.</summary>
    public Normalization Normalization { get; init; } = Normalization.Symmetric;

    /// <summary>Where the batches' tensors are to lie; null: in the processor's own memory.</summary>
    public torch.Device? Device { get; init; }

    /// <summary>Whether the batch is cut, flipped and normalised on <see cref="Device"/>, where the augmentation has no more than that;
    /// null: on GPUs. The pixels are the same.</summary>
    internal bool? PlacesOnDevice { get; init; }
}
