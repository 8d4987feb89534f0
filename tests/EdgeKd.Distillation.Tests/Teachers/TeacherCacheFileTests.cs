using System.Buffers.Binary;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeKd.Distillation.Tests.Teachers;

[TestFixture]
public class TeacherCacheFileTests
{
    private TeacherCacheFixture fixture = null!;
    private byte[] good = [];

    [OneTimeSetUp]
    public void Write()
    {
        fixture = new TeacherCacheFixture();
        TeacherCacheWriter.Write(fixture.Path, fixture.Description with { Features = [new("pooled", [32])] }, fixture.Teacher, fixture.Images, fixture.Loading);
        good = File.ReadAllBytes(fixture.Path);
    }

    [OneTimeTearDown]
    public void Remove() => fixture.Dispose();

    [Test]
    public void ADamagedByteAnywhereIsNoticed() =>
        Prop.ForAll(Gen.Choose(0, good.Length - 1).Select(at => at % 3 == 0 ? at % 800 : at).ToArbitrary(), at =>
        {
            var bytes = (byte[])good.Clone();
            bytes[at] ^= (byte)(1 << (at % 8));
            AssertRefused(bytes);
        }).QuickCheckThrowOnFailure();

    [Test]
    public void ACutOrLongerFileIsNoticed() =>
        Prop.ForAll(Gen.Choose(0, good.Length - 1).Select(at => at % 2 == 0 ? at % 800 : at).ToArbitrary(), length =>
        {
            AssertRefused(good[..length]);
            AssertRefused([.. good, .. new byte[1 + (length % 5)]]);
        }).QuickCheckThrowOnFailure();

    [Test]
    public void AnUnfinishedFileIsRefused()
    {
        using var other = new TeacherCacheFixture();
        other.Teacher.CrashAt = 6;
        Assert.That(() => other.Write(), Throws.TypeOf<TimeoutException>());
        Assert.That(() => CachedTeacher.Open(other.Partial), Throws.TypeOf<InvalidDataException>().With.Message.Contains("never finished"));
    }

    [Test]
    public void AMissingFileIsAnIOException() =>
        Assert.That(() => CachedTeacher.Open(fixture.Path + ".none"), Throws.InstanceOf<IOException>());

    [Test]
    public void ANewerVersionIsNamed()
    {
        var bytes = (byte[])good.Clone();
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), 2);
        AssertRefused(bytes, "format version 2");
    }

    [TestCase(int.MaxValue)]
    [TestCase(int.MinValue)]
    [TestCase(1)]
    [TestCase(1 << 20)]
    public void AHostileLengthOfTheDescriptionIsRefused(int length)
    {
        var bytes = (byte[])good.Clone();
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), length);
        AssertRefused(bytes);
    }

    [TestCase("null")]
    [TestCase("[]")]
    [TestCase("{}")]
    [TestCase("{ \"views\": 3")]
    [TestCase("[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]")]
    [TestCase("3|0|200|3|[]")]
    [TestCase("3|2147483647|200|3|[]")]
    [TestCase("3|3|0|3|[]")]
    [TestCase("3|3|-200|3|[]")]
    [TestCase("3|3|99999999999|3|[]")]
    [TestCase("3|10000|2147483647|1048576|[]")]
    [TestCase("3|3|200|0|[]")]
    [TestCase("3|3|200|3|null")]
    [TestCase("3|3|200|3|[null]")]
    [TestCase("3|3|200|3|[{\"name\":null,\"shape\":[1]}]")]
    [TestCase("3|3|200|3|[{\"name\":\"\",\"shape\":[1]}]")]
    [TestCase("3|3|200|3|[{\"name\":\"a\",\"shape\":null}]")]
    [TestCase("3|3|200|3|[{\"name\":\"a\",\"shape\":[]}]")]
    [TestCase("3|3|200|3|[{\"name\":\"a\",\"shape\":[0]}]")]
    [TestCase("3|3|200|3|[{\"name\":\"a\",\"shape\":[-8,-8]}]")]
    [TestCase("3|3|200|3|[{\"name\":\"a\",\"shape\":[200000000,200000000]}]")]
    [TestCase("3|3|200|3|[{\"name\":\"a\",\"shape\":[1]},{\"name\":\"a\",\"shape\":[1]}]")]
    [TestCase("x|3|200|3|[]")]
    public void AHostileDescriptionIsRefusedBeforeAllocation(string description)
    {
        if (description.Split('|') is [var digest, var views, var count, var classes, var features])
        {
            var hex = digest == "x" ? "../" : new string('a', 64);
            description = $$"""
                {"teacherSha256":"{{hex}}","dataSha256":"{{new string('a', 64)}}","augmentationSha256":"{{new string('a', 64)}}",
                "views":{{views}},"count":{{count}},"classes":{{classes}},"features":{{features}}}
                """;
        }

        var json = Encoding.UTF8.GetBytes(description);
        byte[] bytes = [.. good.AsSpan(0, 16), .. json, .. new byte[4096]];
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), json.Length);
        AssertRefused(bytes);
    }

    private void AssertRefused(byte[] bytes, string why = "")
    {
        var path = fixture.Path + ".damaged";
        File.WriteAllBytes(path, bytes);
        Assert.That(
            () => CachedTeacher.Open(path),
            Throws.TypeOf<InvalidDataException>().With.Message.StartsWith(path).And.Message.Contains(why).And.Message.Not.Contains("\n"));
    }
}
