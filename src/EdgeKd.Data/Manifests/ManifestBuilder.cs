using EdgeKd.Data.Texts;

namespace EdgeKd.Data.Manifests;

/// <summary>Checks the rows of a manifest one by one and collects them.</summary>
/// <param name="file">The manifest, as messages name it.</param>
internal sealed class ManifestBuilder(string file)
{
    /// <summary>The most entries of a manifest.</summary>
    public const int MaxEntries = 10_000_000;

    private readonly Utf8Index _paths = new(), _labelNames = new(), _groupNames = new();
    private readonly List<int> _labels = [], _groups = [], _lines = [];
    private readonly List<ImagePart> _parts = [];
    private readonly SortedSet<string> _unknown = new(StringComparer.Ordinal);
    private int _firstWithoutPart;

    /// <summary>Notes a column that means nothing here.</summary>
    public void AddUnknown(string column)
    {
        if (_unknown.Count < 20) _unknown.Add(column);
    }

    /// <summary>Adds a row.</summary>
    /// <exception cref="InvalidDataException">Something in it cannot be used; the message names the line and says what to do.</exception>
    public void Add(int line, ManifestRow row)
    {
        if (_labels.Count == MaxEntries) throw Error(line, $"a manifest has at most {MaxEntries:N0} entries; split it");
        if (TextRule.PathFaultOf(row[ManifestColumn.Path]) is { } fault) throw Error(line, $"the path {fault}");
        RequireName(line, "label", row[ManifestColumn.Label]);
        var number = _paths.Add(row[ManifestColumn.Path], out var isNew);
        if (!isNew) throw Error(line, $"path '{_paths.Texts.TextOf(number)}' stands on line {_lines[number]} already; remove one of the two");
        _labels.Add(_labelNames.Add(row[ManifestColumn.Label], out _));
        _groups.Add(GroupOf(line, row[ManifestColumn.Group]));
        _lines.Add(line);
        AddPart(line, row[ManifestColumn.Part]);
    }

    /// <summary>The whole manifest.</summary>
    /// <exception cref="InvalidDataException">There is no entry.</exception>
    public ManifestTable Build() => new()
    {
        File = file,
        Paths = _labels.Count > 0 ? _paths.Texts : throw new InvalidDataException($"{file}: it lists no image; add a line with path and label for each"),
        LabelNames = _labelNames.Texts,
        Labels = [.. _labels],
        GroupNames = _groupNames.Texts,
        Groups = [.. _groups],
        Parts = _parts.Count > 0 ? [.. _parts] : null,
        Lines = [.. _lines],
        UnknownColumns = [.. _unknown],
    };

    public InvalidDataException Error(int line, string problem) => ManifestTable.ErrorAt(file, line, problem);

    private int GroupOf(int line, ReadOnlySpan<byte> group)
    {
        if (group.IsEmpty) return -1;
        RequireName(line, "group", group);
        return _groupNames.Add(group, out _);
    }

    private void RequireName(int line, string column, ReadOnlySpan<byte> text)
    {
        if (TextRule.FaultOf(text, TextRule.MaxNameBytes) is { } fault) throw Error(line, $"the {column} {fault}; give the image a {column} of plain text, or remove the line");
    }

    private void AddPart(int line, ReadOnlySpan<byte> part)
    {
        if (part.IsEmpty)
        {
            if (_firstWithoutPart == 0) _firstWithoutPart = line;
        }
        else
        {
            _parts.Add(part.SequenceEqual("train"u8) ? ImagePart.Train
                : part.SequenceEqual("validation"u8) || part.SequenceEqual("val"u8) ? ImagePart.Validation
                : part.SequenceEqual("test"u8) ? ImagePart.Test
                : throw Error(line, $"part '{Shown(part)}' is not known; use train, validation or test, or leave it empty in every line to have the images split"));
        }
        if (_parts.Count > 0 && _firstWithoutPart > 0)
            throw Error(part.IsEmpty ? line : _firstWithoutPart, "the image has no part, and others have one; give every image a part, or none");
    }

    private static string Shown(ReadOnlySpan<byte> text) => string.Concat(
        System.Text.Encoding.UTF8.GetString(text[..Math.Min(text.Length, 40)]).Select(c => char.IsControl(c) ? '\ufffd' : c));
}
