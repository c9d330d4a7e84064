"""iec62056-21 and pydlms read the simulated optical port."""
import unittest

from iec62056_21 import messages
from iec62056_21.client import Iec6205621Client

from simulator import Simulator


def decimal(register):
    text, scaler = str(register["value"]), register["scaler"]
    if scaler < 0:
        text = text.rjust(1 - scaler, "0")
        return text[:scaler] + "." + text[scaler:]
    return text + "0" * (scaler if register["value"] else 0)


def code(register):
    return ".".join(register["obis"].split(".")[2:5])


class Readout(unittest.TestCase):
    def test_iec62056_21(self):
        with Simulator("cop", "--mode-e", days=1) as meter:
            for address in ("", "12345678"):
                client = Iec6205621Client.with_tcp_transport(address=("127.0.0.1", meter.port), device_address=address)
                client.connect()
                answer = client.standard_readout()
                client.disconnect()
                values = [(d.address, d.value) for d in answer.data]
                self.assertEqual(values[0], ("0.0.0", "12345678"))
                self.assertEqual(values[3:], [(code(r), decimal(r)) for r in meter.truth["registers"]])

    def test_programming(self):
        with Simulator("cop", "--mode-e", days=1) as meter:
            client = Iec6205621Client.with_tcp_transport(address=("127.0.0.1", meter.port), device_address="")
            client.connect()
            client.access_programming_mode()
            for password, answer in (("nobody1", None), ("level1", b"\x06")):
                command = messages.CommandMessage("P", 1, messages.DataSet(address="", value=password))
                client.transport.send(command.to_bytes())
                first = client.transport.recv(1)
                if answer:
                    self.assertEqual(first, answer)
                else:
                    self.assertEqual(first, b"\x02")
                    client.transport.recv(6)
            register = meter.truth["registers"][0]
            client.transport.send(
                messages.CommandMessage("R", 1, messages.DataSet(address=code(register), value="")).to_bytes())
            self.assertEqual(client.read_response().data[0].value.split("*")[0], decimal(register))
            client.disconnect()

    def test_pydlms(self):
        from pydlms.transports.serial import read_mode_c
        with Simulator("cop", "--mode-e", days=1) as meter:
            text = str(read_mode_c(f"socket://127.0.0.1:{meter.port}"))
            for register in meter.truth["registers"]:
                self.assertIn(code(register), text)
                self.assertIn(decimal(register), text)


if __name__ == "__main__":
    unittest.main()
