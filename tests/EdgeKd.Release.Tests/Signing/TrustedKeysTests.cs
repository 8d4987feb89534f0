namespace EdgeKd.Release.Tests.Signing;

[TestFixture]
public class TrustedKeysTests
{
    private static readonly DateOnly Day = new(2026, 6, 15);

    [Test]
    public void A_trust_file_holds_keys_with_their_days()
    {
        using var folder = new TemporaryFolder();
        var (key, _) = KeyFiles.Create(folder["k.pem"]);
        var trust = Load(folder, $"""
            keys:
              - name: old
                publicKey: |
            {Indented(folder["k.pub.pem"])}
                validFrom: 2026-01-01
                validUntil: 2026-06-15
            """);

        Assert.That(trust.Find(key.Fingerprint, Day, "b").Name, Is.EqualTo("old"));
        Assert.That(trust.Find(key.Fingerprint, new(2026, 1, 1), "b").Name, Is.EqualTo("old"));
        Assert.That(trust.ValidOn(Day).Count(), Is.EqualTo(1));
        foreach (var day in new[] { Day.AddDays(1), new(2025, 12, 31) })
        {
            Assert.That(() => trust.Find(key.Fingerprint, day, "b"), Throws.TypeOf<InvalidDataException>().With.Message.Contains("its key old is valid from 2026-01-01 until 2026-06-15"));
            Assert.That(trust.ValidOn(day), Is.Empty);
        }

        Assert.That(() => trust.Find(new string('0', 64), Day, "b"), Throws.TypeOf<InvalidDataException>().With.Message.Contains("does not hold"));
        Assert.That(() => trust.Find(null, Day, "b"), Throws.TypeOf<InvalidDataException>().With.Message.Contains("does not hold"));
    }

    [Test]
    public void JSON_is_YAML_too()
    {
        using var folder = new TemporaryFolder();
        var (key, publicPath) = KeyFiles.Create(folder["k.pem"]);
        var pem = File.ReadAllText(publicPath).Replace("\n", "\\n", StringComparison.Ordinal);
        Assert.That(Load(folder, $$"""{"keys": [{"name": "a", "publicKey": "{{pem}}"}]}""").Find(key.Fingerprint, Day, "b").Name, Is.EqualTo("a"));
    }

    [TestCase("", "keys has 0 entries")]
    [TestCase("keys: []", "keys has 0 entries")]
    [TestCase("keys: [~]", "keys[0]: name is empty")]
    [TestCase("keys: [{name: a}]", "publicKey is missing")]
    [TestCase("keys: [{name: a, publicKey: x}]", "keys[0] (a): a public key")]
    [TestCase("keys: [{name: a, publickey: x}]", "publickey")]
    [TestCase("keys: &a [*a]", "aliases")]
    [TestCase("keys: [[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]", "nested")]
    [TestCase("keys: {", "trust.yaml:")]
    public void What_is_no_trust_file_is_refused_in_one_line(string yaml, string message)
    {
        using var folder = new TemporaryFolder();
        Assert.That(() => Load(folder, yaml), Throws.TypeOf<InvalidDataException>().With.Message.Contains(message).And.Message.Not.Contains("\n"));
    }

    [TestCase("validFrom: tomorrow", "validFrom is not a day")]
    [TestCase("validUntil: 2026-02-30", "validUntil is not a day")]
    [TestCase("validFrom: 2026-02-02\n    validUntil: 2026-02-01", "validFrom is after validUntil")]
    public void Days_have_to_be_days(string days, string message)
    {
        using var folder = new TemporaryFolder();
        KeyFiles.Create(folder["k.pem"]);
        Assert.That(() => Load(folder, $"keys:\n  - name: a\n    publicKey: |\n{Indented(folder["k.pub.pem"])}\n    {days}\n"), Throws.TypeOf<InvalidDataException>().With.Message.Contains(message));
    }

    private static TrustedKeys Load(TemporaryFolder folder, string yaml)
    {
        File.WriteAllText(folder["trust.yaml"], yaml);
        return TrustedKeys.Load(folder["trust.yaml"]);
    }

    private static string Indented(string path) => string.Join('\n', File.ReadAllLines(path).Select(line => "      " + line));
}
