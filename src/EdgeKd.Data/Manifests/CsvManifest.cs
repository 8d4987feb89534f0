using System.Text;
using nietras.SeparatedValues;

namespace EdgeKd.Data.Manifests;

/// <summary>Manifests of comma-separated values (RFC 4180): a line that names the columns, then a line an image.</summary>
internal static class CsvManifest
{
    private const int MaxColumns = 1000;
    private static readonly string[] Columns = [.. Enum.GetNames<ManifestColumn>().Select(name => name.ToLowerInvariant())];

    /// <exception cref="InvalidDataException">A line cannot be used; the message names it.</exception>
    public static void Read(Stream stream, string file, ManifestBuilder manifest)
    {
        using var text = new StreamReader(stream, new UTF8Encoding(false, throwOnInvalidBytes: true), detectEncodingFromByteOrderMarks: false, 1 << 16);
        var line = 0;
        try
        {
            // The header is read as a row, so that what is wrong with it is said in our words.
            using var reader = Sep.New(',').Reader(o => o with { HasHeader = false, Unescape = true, DisableColCountCheck = true }).From(text);
            int[]? places = null;
            var columnCount = 0;
            var row = new ManifestRow();
            foreach (var fields in reader)
            {
                line = fields.RowIndex == 0 ? 1 : fields.LineNumberFrom; // Sep counts the first row from 2 where it is no header to it
                if (fields.ColCount == 1 && fields[0].Span.IsEmpty) continue;
                if (places is null)
                {
                    places = PlacesOf(fields, line, manifest);
                    columnCount = fields.ColCount;
                    continue;
                }
                if (fields.ColCount != columnCount)
                    throw manifest.Error(line, $"the line has {fields.ColCount} fields, and the header {columnCount}; put a field that holds a comma or a quotation mark into quotation marks");
                row.Clear();
                for (var column = 0; column < places.Length; column++)
                {
                    if (places[column] >= 0 && !row.TrySet((ManifestColumn)column, fields[places[column]].Span))
                        throw manifest.Error(line, $"the {Columns[column]} is too long; look for a quotation mark that is not closed");
                }
                manifest.Add(line, row);
            }
        }
        catch (DecoderFallbackException e)
        {
            throw new InvalidDataException($"{file}: it is not UTF-8 text (after line {line}); save it as UTF-8", e);
        }
        catch (NotSupportedException e)
        {
            throw manifest.Error(line + 1, $"the line is too long ({e.Message.ReplaceLineEndings(" ")}); look for a quotation mark that is not closed");
        }
    }

    /// <summary>The field of each column; −1 where there is none.</summary>
    private static int[] PlacesOf(SepReader.Row header, int line, ManifestBuilder manifest)
    {
        if (header.ColCount > MaxColumns) throw manifest.Error(line, $"the header names {header.ColCount} columns, more than the {MaxColumns} allowed");
        var places = Columns.Select(_ => -1).ToArray();
        List<string> names = [];
        for (var i = 0; i < header.ColCount; i++)
        {
            var name = string.Concat(header[i].ToString().Trim('\uFEFF', ' ').Select(c => char.IsControl(c) ? '\ufffd' : c));
            var column = Array.FindIndex(Columns, known => known.Equals(name, StringComparison.OrdinalIgnoreCase));
            names.Add(name);
            if (column < 0) manifest.AddUnknown(name);
            else if (places[column] >= 0) throw manifest.Error(line, $"the header names the column {Columns[column]} twice; rename one");
            else places[column] = i;
        }
        foreach (var column in new[] { ManifestColumn.Path, ManifestColumn.Label })
        {
            if (places[(int)column] < 0)
                throw manifest.Error(line, $"the header names no column {Columns[(int)column]}; it names '{string.Join("', '", names.Take(10))}', and path and label have to be there, group and part may, divided by commas");
        }
        return places;
    }
}
