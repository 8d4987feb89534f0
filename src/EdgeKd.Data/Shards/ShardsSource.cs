using EdgeKd.Data.Encoded;
using EdgeKd.Data.Randomness;
using EdgeKd.Data.Sources;

namespace EdgeKd.Data.Shards;

/// <summary>A data set in shards: tar files of pictures and labels in the form of WebDataset.</summary>
/// <remarks>Opening it reads the headers and labels of every shard once, in their order; pictures are read when they are asked for.</remarks>
internal sealed class ShardsSource : IImageSource
{
    public ShardsSource(DataOptions o, IProgress<PreparationProgress>? progress, CancellationToken ct)
    {
        Files = SourceFactory.OpenFiles(o, ct);
        try
        {
            var listing = ShardListing.Read(o.Url is null ? o.Path! : Path.Combine(o.Path!, ShardIndex.FileName));
            Files.Expect([.. listing.All], atOnce: 1);
            var (total, done) = (listing.All.Count(), 0);
            ShardPart train = ReadPart(listing.Train), validation = ReadPart(listing.Validation), test = ReadPart(listing.Test);
            var classes = listing.ClassNames is { } names ? SampleClasses.Of(names) : SampleClasses.Of([.. train.Labels, .. validation.Labels, .. test.Labels]);
            ClassNames = classes.Names;
            Train = ToSource(train);
            Validation = listing.Validation.Count > 0 ? ToSource(validation) : null;
            ValidationFraction = o.ValidationFraction;
            if (listing.Test.Count > 0)
            {
                Test = ToSource(test);
                return;
            }
            var (rest, taken) = StratifiedSplit.Split(Train.Labels, ClassNames, o.TestFraction, RandomStream.TestSplit, o.Seed);
            (Test, Train) = (Train.Select(taken), Train.Select(rest));
            ValidationFraction = o.ValidationFraction / (1 - o.TestFraction);

            ShardPart ReadPart(IReadOnlyList<string> shards)
            {
                var part = new ShardPart();
                foreach (var shard in shards)
                {
                    part.Add(Files, shard, ct);
                    progress?.Report(new PreparationProgress(++done, total) { Step = "shards" });
                }
                return part;
            }

            SourcePart ToSource(ShardPart part) => part.ToSource(classes.Numbers(part.Labels), Files, o.ResolvedStoredSize, o.Interpolation);
        }
        catch
        {
            Files.Dispose();
            throw;
        }
    }

    public IReadOnlyList<string> ClassNames { get; }

    public SourcePart Train { get; }

    public SourcePart? Validation { get; }

    public SourcePart Test { get; }

    public double ValidationFraction { get; }

    public int IgnoredFiles => 0;

    public IEncodedFiles Files { get; }

    public void Dispose() => Files.Dispose();
}
