using System.Buffers.Binary;
using EdgeKd.Data.Packing;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeKd.Data.Tests.Packing;

[TestFixture]
public class PackedImagesTests
{
    [Test]
    public void WhatIsPackedComesBack()
    {
        using var folder = new TemporaryFolder();
        var path = WriteSmall(folder);
        using var set = PackedImages.Open(path);
        Assert.That((set.Count, set.Height, set.Width), Is.EqualTo((5, 4, 4)));
        Assert.That(set.ClassNames, Is.EqualTo(new[] { "cat", "Hündchen" }));
        var pixels = new byte[48];
        for (var i = 0; i < 5; i++)
        {
            set.CopyPixels(i, pixels);
            Assert.That(pixels, Is.EqualTo(Pixels(i)));
            Assert.That(set.LabelOf(i), Is.EqualTo(i % 2));
            Assert.That(set.NameOf(i), Is.EqualTo($"train/{i}"));
        }
    }

    [TestCase(-1)]
    [TestCase(5)]
    public void AnIndexOutOfRangeIsRefused(int index)
    {
        using var folder = new TemporaryFolder();
        using var set = PackedImages.Open(WriteSmall(folder));
        Assert.That(() => set.LabelOf(index), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => set.NameOf(index), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => set.CopyPixels(index, new byte[48]), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [TestCase(0)]
    [TestCase(47)]
    [TestCase(49)]
    public void ADestinationOfAnotherSizeIsRefused(int length)
    {
        using var folder = new TemporaryFolder();
        using var set = PackedImages.Open(WriteSmall(folder));
        Assert.That(() => set.CopyPixels(0, new byte[length]), Throws.TypeOf<ArgumentException>());
    }

    [Test]
    public void ADisposedSetSaysSo()
    {
        using var folder = new TemporaryFolder();
        var set = PackedImages.Open(WriteSmall(folder));
        set.Dispose();
        Assert.That(() => set.CopyPixels(0, new byte[48]), Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public void ADamagedByteAnywhereIsNoticed()
    {
        using var folder = new TemporaryFolder();
        var good = File.ReadAllBytes(WriteSmall(folder));
        var path = folder["damaged.images"];
        for (var at = 0; at < good.Length; at++)
        {
            var bytes = (byte[])good.Clone();
            bytes[at] ^= (byte)(1 << at % 8);
            File.WriteAllBytes(path, bytes);
            Assert.That(() => PackedImages.Open(path), Throws.TypeOf<InvalidDataException>().With.Message.Contains(path), $"byte {at}");
        }
    }

    [Test]
    public void AFileOfAnotherLengthIsNoticed()
    {
        using var folder = new TemporaryFolder();
        var good = File.ReadAllBytes(WriteSmall(folder));
        var path = folder["damaged.images"];
        for (var length = 0; length < good.Length; length++)
        {
            File.WriteAllBytes(path, good.AsSpan(0, length));
            Assert.That(() => PackedImages.Open(path), Throws.TypeOf<InvalidDataException>(), $"{length} bytes");
        }
        File.WriteAllBytes(path, [.. good, 0]);
        Assert.That(() => PackedImages.Open(path), Throws.TypeOf<InvalidDataException>());
    }

    [TestCase(int.MaxValue, 4, 4, 2, 100L)]
    [TestCase(5, int.MaxValue, 4, 2, 100L)]
    [TestCase(5, 4, 4, int.MaxValue, 100L)]
    [TestCase(5, 4, 4, 2, long.MaxValue)]
    [TestCase(5, 16384, 16384, 2, 1L << 29)]
    [TestCase(0, 4, 4, 2, 100L)]
    [TestCase(-5, 4, 4, 2, 100L)]
    [TestCase(5, -4, -4, 2, 100L)]
    public void AHostileHeaderWithARightDigestIsRefusedBeforeAllocation(int count, int height, int width, int classes, long metadata)
    {
        using var folder = new TemporaryFolder();
        var header = new PackedHeader(count, height, width, classes, metadata, new byte[32]).ToBytes();
        var path = folder.Write("hostile.images", [.. header, .. new byte[400]]);
        Assert.That(() => PackedImages.Open(path, verify: false), Throws.TypeOf<InvalidDataException>());
    }

    [Test]
    public void HostileMetadataIsRefused() => Prop.ForAll<byte[], NonNegativeInt>((bytes, at) =>
    {
        var good = PackedMetadata.ToBytes([0, 1], ["a", "b"], ["x", "yy"]);
        foreach (var (value, i) in bytes.Select((b, i) => (b, i))) good[(at.Get + i) % good.Length] = value;
        try
        {
            var parsed = PackedMetadata.Parse(good, 2, 2);
            Assert.That(parsed.Labels, Is.All.InRange(0, 1));
        }
        catch (InvalidDataException)
        {
            // refused, which is as good
        }
    }).QuickCheckThrowOnFailure();

    [Test]
    public void AnUnlabelledPartIsOpenedAsOneAlone()
    {
        using var folder = new TemporaryFolder();
        string labelled = WriteSmall(folder), unlabelled = WriteUnlabelled(folder, -1);
        using (var set = PackedImages.OpenUnlabelled(unlabelled))
        {
            Assert.That(Enumerable.Range(0, 3).Select(set.LabelOf), Is.All.EqualTo(-1));
            Assert.That(set.ClassNames, Is.EqualTo(new[] { "cat", "dog" }));
        }
        Assert.That((PackedImages.HasLabels(labelled), PackedImages.HasLabels(unlabelled)), Is.EqualTo((true, false)));
        Assert.That(() => PackedImages.Open(unlabelled), Throws.TypeOf<InvalidDataException>().With.Message.StartsWith($"{unlabelled}: its images are unlabelled"));
        Assert.That(() => PackedImages.OpenUnlabelled(labelled), Throws.TypeOf<InvalidDataException>().With.Message.StartsWith($"{labelled}: its images are labelled"));
        Assert.That(() => PackedImages.HasLabels(folder.Write("x.images", "short"u8)), Throws.TypeOf<InvalidDataException>().With.Message.Contains("x.images"));
    }

    [TestCase(true, -1)]
    [TestCase(true, 2)]
    [TestCase(false, 0)]
    [TestCase(false, -2)]
    public void LabelsOfMinusOneStandInAnUnlabelledPartAlone(bool isLabelled, int label)
    {
        using var folder = new TemporaryFolder();
        var path = WriteUnlabelled(folder, label, isLabelled);
        Assert.That(() => isLabelled ? PackedImages.Open(path) : PackedImages.OpenUnlabelled(path),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains($"has label {label}"));
    }

    [Test]
    public void AnUnknownKindOfPartIsRefused()
    {
        using var folder = new TemporaryFolder();
        var bytes = new PackedHeader(5, 4, 4, 2, 100, new byte[32]).ToBytes();
        bytes[28] = 2;
        System.Security.Cryptography.SHA256.HashData(bytes.AsSpan(0, 72), bytes.AsSpan(72));
        Assert.That(() => PackedHeader.Parse(bytes), Throws.TypeOf<InvalidDataException>().With.Message.Contains("kind of part"));
    }

    [Test]
    public void ANewerVersionIsNamed()
    {
        using var folder = new TemporaryFolder();
        var path = WriteSmall(folder);
        var bytes = File.ReadAllBytes(path);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), 2);
        File.WriteAllBytes(path, bytes);
        Assert.That(() => PackedImages.Open(path), Throws.TypeOf<InvalidDataException>().With.Message.Contains("version 2"));
    }

    [Test]
    public void AWriterThatIsNotCompletedLeavesNothing()
    {
        using var folder = new TemporaryFolder();
        using (var writer = new PackedImagesWriter(folder["x.images"], 4)) writer.Append(Pixels(0), 0, "a");
        Assert.That(Directory.GetFiles(folder.Path), Is.Empty);
    }

    private static string WriteSmall(TemporaryFolder folder)
    {
        var path = folder["small.images"];
        using var writer = new PackedImagesWriter(path, 4);
        for (var i = 0; i < 5; i++) writer.Append(Pixels(i), i % 2, $"train/{i}");
        writer.Complete(["cat", "Hündchen"]);
        return path;
    }

    private static string WriteUnlabelled(TemporaryFolder folder, int label, bool isLabelled = false)
    {
        var path = folder["unlabelled.images"];
        using var writer = new PackedImagesWriter(path, 4, isLabelled);
        for (var i = 0; i < 3; i++) writer.Append(Pixels(i), label, $"more/{i}");
        writer.Complete(["cat", "dog"]);
        return path;
    }

    private static byte[] Pixels(int index) => [.. Enumerable.Range(0, 48).Select(i => (byte)(index * 50 + i))];
}
