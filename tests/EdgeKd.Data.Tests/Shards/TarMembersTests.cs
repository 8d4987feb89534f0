using System.Formats.Tar;
using EdgeKd.Data.Shards;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeKd.Data.Tests.Shards;

[TestFixture]
public class TarMembersTests
{
    [TestCase(TarEntryFormat.V7)]
    [TestCase(TarEntryFormat.Ustar)]
    [TestCase(TarEntryFormat.Gnu)]
    [TestCase(TarEntryFormat.Pax)]
    public void FilesOfEveryFormatAreFound(TarEntryFormat format)
    {
        byte[][] contents = [[], [1], [.. Enumerable.Repeat((byte)2, 512)], [.. Enumerable.Repeat((byte)3, 513)]];
        var tar = TarFile.Of(format, [.. contents.Select((bytes, i) => ($"in/{i}.bin", bytes))]);
        var members = Members(tar);
        Assert.That(members.Select(member => member.Name), Is.EqualTo(new[] { "in/0.bin", "in/1.bin", "in/2.bin", "in/3.bin" }));
        Assert.That(members.Select(member => tar[(int)member.Offset..((int)member.Offset + member.SizeBytes)]), Is.EqualTo(contents));
    }

    [TestCase(TarEntryFormat.Ustar, 150)]
    [TestCase(TarEntryFormat.Gnu, 99)]
    [TestCase(TarEntryFormat.Gnu, 100)]
    [TestCase(TarEntryFormat.Gnu, 300)]
    [TestCase(TarEntryFormat.Pax, 300)]
    public void LongNamesAreWhole(TarEntryFormat format, int length)
    {
        var name = $"{new string('d', length / 2)}/{new string('f', length - length / 2 - 5)}.jpg";
        Assert.That(Members(TarFile.Of(format, (name, [1]), ("b", [2]))).Select(member => member.Name), Is.EqualTo(new[] { name, "b" }));
    }

    [Test]
    public void FoldersAreLeftOut()
    {
        var tar = TarFile.Written(TarEntryFormat.Pax, writer =>
        {
            writer.WriteEntry(new PaxGlobalExtendedAttributesTarEntry(new Dictionary<string, string> { ["comment"] = "none" }));
            writer.WriteEntry(new PaxTarEntry(TarEntryType.Directory, "in"));
            writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "./in/a"));
        });
        Assert.That(Members(tar).Select(member => member.Name), Is.EqualTo(new[] { "in/a" }));
    }

    [TestCase(TarEntryType.SymbolicLink)]
    [TestCase(TarEntryType.HardLink)]
    [TestCase(TarEntryType.Fifo)]
    [TestCase(TarEntryType.CharacterDevice)]
    public void LinksAndDevicesAreRefusedByName(TarEntryType type)
    {
        var tar = TarFile.Written(TarEntryFormat.Pax, writer =>
        {
            var entry = new PaxTarEntry(type, "a.jpg");
            if (type is TarEntryType.SymbolicLink or TarEntryType.HardLink) entry.LinkName = "/etc/passwd";
            writer.WriteEntry(entry);
        });
        Assert.That(() => Members(tar), Throws.TypeOf<InvalidDataException>().With.Message.Contains("'a.jpg'").And.Message.Contains("no plain file"));
    }

    [TestCase("../a.jpg")]
    [TestCase("/etc/a.jpg")]
    [TestCase("a/../../b.jpg")]
    [TestCase("a//b.jpg")]
    [TestCase("a\\b.jpg")]
    [TestCase("a\nb.jpg")]
    [TestCase("..")]
    [TestCase("")]
    public void NamesThatLeadOutAreRefused(string name) =>
        Assert.That(() => Members(TarFile.Header(name)), Throws.TypeOf<InvalidDataException>().With.Message.Contains("plain names").And.Message.Not.Contains("\n"));

    [TestCase('0', "77777777777", "more than follow")]
    [TestCase('L', "00000200001", "more than follow")]
    [TestCase('0', "0000000000x", "damaged")]
    [TestCase('S', "00000000000", "no plain file")]
    public void SizesAreCheckedBeforeTheyAreBelieved(char kind, string size, string why) =>
        Assert.That(() => Members(TarFile.Header("a.jpg", kind, size)), Throws.TypeOf<InvalidDataException>().With.Message.Contains(why));

    [Test]
    public void ANameOfMegabytesIsRefused()
    {
        var tar = new byte[1 << 20];
        TarFile.Header("././@LongLink", 'L', "00002000000").CopyTo(tar, 0);
        Assert.That(() => Members(tar), Throws.TypeOf<InvalidDataException>().With.Message.Contains("524288 bytes, more than 65536"));
    }

    [TestCase(0, "no tar file")]
    [TestCase(511, "no tar file")]
    [TestCase(512, "more than follow")]
    [TestCase(1024, "cut short")]
    public void ACutFileIsRefused(int length, string why) =>
        Assert.That(() => Members(TarFile.Of(("a", [1]))[..length]), Throws.TypeOf<InvalidDataException>().With.Message.Contains(why));

    [Test]
    public void ADamagedHeaderIsRefused()
    {
        var tar = TarFile.Of(("a", [1]), ("b", [2]));
        tar[1024] ^= 1;
        Assert.That(() => Members(tar), Throws.TypeOf<InvalidDataException>().With.Message.Contains("header at byte 1024"));
    }

    [Test]
    public void AnyFilesComeBackFromAnyFormat() => Prop.ForAll(
        Gen.Elements(TarEntryFormat.V7, TarEntryFormat.Ustar, TarEntryFormat.Gnu, TarEntryFormat.Pax).ToArbitrary(),
        Gen.Choose(0, 1500).NonEmptyListOf().ToArbitrary(),
        (format, sizes) =>
        {
            var files = sizes.Select((size, i) => ($"{i % 3}/{i:D6}.bin", Enumerable.Range(i, size).Select(value => (byte)value).ToArray())).ToArray();
            var tar = TarFile.Of(format, files);
            return Members(tar).Select(member => (member.Name, Convert.ToHexString(tar, (int)member.Offset, member.SizeBytes)))
                .SequenceEqual(files.Select(file => (file.Item1, Convert.ToHexString(file.Item2))));
        }).QuickCheckThrowOnFailure();

    private static TarMember[] Members(byte[] tar) => [.. TarMembers.Read(new MemoryStream(tar))];
}
